/** Types of what a kind has beyond the keys of every class. */
import type { AgentClass, AgentClassBase } from '../agents/agent-class.ts';

/** `T` without the keys that every class has. */
export type Own<T> = T extends AgentClass ? Omit<T, keyof AgentClassBase> : never;
export type OwnOf<Kind extends AgentClass['kind']> = Own<Extract<AgentClass, { kind: Kind }>>;
