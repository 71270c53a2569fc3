/** Those who keep the school, and those who follow it; the service says so too. */
export const KEEPERS = ['coordinator', 'methodist'] as const;
export const READERS = ['coordinator', 'curator', 'head', 'methodist'] as const;

export const isKeeper = (role: string): boolean => (KEEPERS as readonly string[]).includes(role);
