/** The members that have a value: with exact optional properties `undefined` may not stand for "absent". */
export function definedMembers<Given extends object>(
  given: Given,
): { [Name in keyof Given]?: Exclude<Given[Name], undefined> } {
  const members: { [Name in keyof Given]?: Given[Name] } = { ...given };
  for (const name in members) if (members[name] === undefined) Reflect.deleteProperty(members, name);
  return members as { [Name in keyof Given]?: Exclude<Given[Name], undefined> };
}
