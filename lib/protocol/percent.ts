/** A part of an address as people read it, or as it stands where it does not decode, such as a lone `%`. */
export function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
