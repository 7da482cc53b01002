import { useState } from "react";
import type { PolicyChange, PolicyName, PolicyTarget, PolicyTrial } from "sealgraph/client";
import { useClient } from "../../shell/client.tsx";
import { Button } from "../../ui/button.tsx";
import { Actions, Dialog } from "../../ui/dialog.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Checkbox } from "../../ui/switch.tsx";
import { tell } from "../../ui/toast.tsx";
import { useWords } from "../../words/words.tsx";
import { defaultOf } from "./defaults.ts";
import { isOf, type PolicyGround } from "./policies.tsx";
import { type Draft, draftOf, readDraft } from "./read-value.ts";
import { SettingField } from "./setting-field.tsx";
import { Trial } from "./trial.tsx";

interface Proposal {
  readonly says: boolean;
  readonly locked: boolean;
  readonly draft: Draft;
}

/** What would be said; null where what was typed is none. */
function changeOf(name: PolicyName, { says, locked, draft }: Proposal): PolicyChange | null {
  if (!says) return { [name]: null };
  const { value } = readDraft(name, draft);
  return value === undefined ? null : ({ [name]: { value, locked } } as PolicyChange);
}

/** Changes one setting: whom it touches is seen first, and only what was seen is signed. */
export function EditSetting({
  name,
  ground,
  target,
  onDone,
  onClose,
}: {
  readonly name: PolicyName;
  readonly ground: PolicyGround;
  readonly target: PolicyTarget;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { t } = useWords();
  const client = useClient();
  const said = ground.documents.find((document) => isOf(target, document))?.says[name];
  const [proposal, setProposal] = useState<Proposal>({
    says: true,
    locked: said?.locked ?? false,
    draft: draftOf(name, said?.value ?? defaultOf(name)),
  });
  const [trial, setTrial] = useState<PolicyTrial | null>(null);
  const [state, setState] = useState<{ readonly busy: boolean; readonly error: unknown }>({ busy: false, error: null });
  const propose = (part: Partial<Proposal>) => {
    setProposal({ ...proposal, ...part });
    setTrial(null);
  };
  const change = changeOf(name, proposal);
  const doing = async (act: () => Promise<void>) => {
    setState({ busy: true, error: null });
    try {
      await act();
      setState({ busy: false, error: null });
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  const look = (it: PolicyChange) => doing(async () => setTrial(await client.company.policies.try(target, it)));
  const sign = (it: PolicyChange) =>
    doing(async () => {
      await client.company.policies.set(target, it);
      tell(t("company.policies.saved"));
      onDone();
      onClose();
    });
  return (
    <Dialog title={t(`policy.${name}`)} onClose={onClose}>
      <p className="hint">{t(`policy.${name}.means`)}</p>
      <div className="form">
        <Checkbox isSelected={proposal.says} onChange={(says) => propose({ says })}>
          {t("company.policies.say")}
        </Checkbox>
        {proposal.says && (
          <>
            <SettingField name={name} draft={proposal.draft} onChange={(draft) => propose({ draft })} />
            {target.scope !== "USER" && (
              <Checkbox isSelected={proposal.locked} onChange={(locked) => propose({ locked })}>
                {t("company.policies.lock")}
              </Checkbox>
            )}
          </>
        )}
        {trial === null ? (
          <p className="hint">{t("company.policies.tryFirst")}</p>
        ) : (
          <Trial trial={trial} ground={ground} />
        )}
        <Problem error={state.error} />
        <Actions>
          <Button
            isDisabled={change === null}
            isPending={state.busy && trial === null}
            onPress={() => change && void look(change)}
          >
            {t("company.policies.try")}
          </Button>
          <Button
            look="primary"
            isDisabled={change === null || trial === null || trial.refusal !== null}
            isPending={state.busy && trial !== null}
            onPress={() => change && void sign(change)}
          >
            {t("company.policies.set")}
          </Button>
        </Actions>
      </div>
    </Dialog>
  );
}
