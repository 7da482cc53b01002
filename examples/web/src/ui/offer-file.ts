/** Has the browser save a file that was made here. Its content goes nowhere else, and is let go of at once. */
export function offerFile(name: string, type: string, content: string | Uint8Array<ArrayBuffer> | Blob): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken it by the time that it is back here; some read it a little later.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
