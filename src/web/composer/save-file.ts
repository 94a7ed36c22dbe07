/** Has the browser save a file of this server. */
export function saveFile(path: string, name: string): void {
  const link = document.createElement("a");
  link.href = path;
  link.download = name;
  link.click();
}
