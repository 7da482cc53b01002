/** Labels between commas, each once. */
export const labelsIn = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(",")
      .map((label) => label.trim())
      .filter((label) => label !== ""),
  ),
];
