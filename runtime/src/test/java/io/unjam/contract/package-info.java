/**
 * What every map variant owes its callers, as suites over a source of maps: the original, the
 * variants themselves, and maps that an application's own {@code new ConcurrentHashMap} became
 * under the agent. Not below {@code io.unjam.runtime}, whose classes no rule reaches.
 */
package io.unjam.contract;
