/** Times the entries that are counted before a walk, for how many it may meet: the table fills while it is read. */
export const roomToGrow = 1.25;
