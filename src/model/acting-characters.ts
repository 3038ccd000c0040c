/** Characters that act instead of being read: of control, of direction, without a place of their own, and those that Unicode calls ignorable. */
export const actingCharacters = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
