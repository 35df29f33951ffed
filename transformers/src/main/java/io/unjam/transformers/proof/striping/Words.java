package io.unjam.transformers.proof.striping;

/**
 * What the rule's author vouches for.
 *
 * @param journalOrderAcrossKeys calls on journals, logs and listeners come back to nothing here,
 *     and their order across keys is free
 * @param journalThreadSafe they may run in several threads at once
 * @param orderUnused nobody relies on the order in which the map iterates
 */
public record Words(
    boolean journalOrderAcrossKeys, boolean journalThreadSafe, boolean orderUnused) {}
