/** The value of a setting in words. */
import { useIntl } from "react-intl";
import type { PolicyName } from "sealgraph/client";
import { type SettingValue, settingKinds } from "./setting-kinds.ts";

export type ShowValue = (name: PolicyName, value: SettingValue) => string;

export function useShowValue(): ShowValue {
  const intl = useIntl();
  const say = (id: string, values?: Record<string, string | number>) => intl.formatMessage({ id }, values);
  return (name, value) => {
    const kind = settingKinds[name];
    switch (kind.type) {
      case "flag":
        return say(value ? "policy.value.on" : "policy.value.off");
      case "number":
        return say(`policy.unit.${kind.unit}`, { count: value as number });
      case "limit":
        return value === null
          ? say(`policy.value.${kind.none}`)
          : say(`policy.unit.${kind.unit}`, { count: value as number });
      case "list":
        if (value === null) return say("policy.value.any");
        if ((value as readonly string[]).length > 0)
          return intl.formatList(value as readonly string[], { type: "unit" });
        return say(kind.orAnybody ? "policy.value.nothing" : "policy.value.noneListed");
      case "sum": {
        const parts = Object.entries(kind.parts).filter(([, part]) => ((value as number) & part) !== 0);
        if (parts.length === 0) return say("policy.value.off");
        return intl.formatList(
          parts.map(([part]) => say(`policy.part.${part}`)),
          { type: "unit" },
        );
      }
    }
  };
}
