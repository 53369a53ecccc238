/** Saves something as a file of the user's. */
export function save(name: string, type: string, content: string | Uint8Array<ArrayBuffer> | Blob): void {
  const blob = content instanceof Blob ? content : new Blob([content], { type });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has begun once the click is over; the address may go a little later.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
