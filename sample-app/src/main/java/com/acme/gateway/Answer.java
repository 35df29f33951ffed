package com.acme.gateway;

/**
 * An answer of the admin API.
 *
 * @param status the HTTP status code
 * @param body turned into JSON
 */
record Answer(int status, Object body) {}
