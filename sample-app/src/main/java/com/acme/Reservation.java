package com.acme;

/**
 * Units held for a customer.
 *
 * @param id unique within one {@link Orders}
 * @param article what is held
 * @param units how many, positive
 */
public record Reservation(long id, String article, long units) {}
