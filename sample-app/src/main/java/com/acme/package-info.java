/** The shop behind the gateway: stock, reservations and orders, every unit accounted for. */
@NullMarked
package com.acme;

import org.jspecify.annotations.NullMarked;
