/** `requestId` and `REQUEST_ID` in the same way: `request_id`. */
export function lowerWords(name: string): string {
  return name.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase();
}
