import { DropZone, FileTrigger, isFileDropItem, Text } from "react-aria-components";
import { Button } from "../ui/button.tsx";

/** One file, by a dialog of the browser or by being dropped here. It leaves the browser nowhere. */
export const ChooseFile = ({
  label,
  action,
  onFile,
  name,
}: {
  label: string;
  action: string;
  onFile: (file: File) => void;
  name?: string | undefined;
}) => (
  <DropZone
    className="drop"
    aria-label={label}
    onDrop={({ items }) => {
      const [dropped] = items.filter(isFileDropItem);
      if (dropped) void dropped.getFile().then(onFile);
    }}
  >
    <Text slot="label">{name ?? label}</Text>
    <FileTrigger
      onSelect={(files) => {
        const [file] = files ?? [];
        if (file) onFile(file);
      }}
    >
      <Button icon="plus">{action}</Button>
    </FileTrigger>
  </DropZone>
);
