/**
 * The gateway's load driver: open-loop load on every write path, measured from intended start
 * times, and a check that the gateway's figures still add up afterwards.
 */
@NullMarked
package com.acme.gateway.load;

import org.jspecify.annotations.NullMarked;
