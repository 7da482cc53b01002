/**
 * Names and titles of others inside of a sentence of ours: what would turn the direction of the sentence after it becomes a visible mark.
 * Letters that are written from right to left stay as they are.
 */
export const within = (text: string): string => text.replace(/[\u2028-\u202e\u2066-\u2069]/g, "\ufffd");
