/** HTTP over Netty: a server for whole requests, answers, and an echo service to proxy to. */
@NullMarked
package com.acme.gateway.http;

import org.jspecify.annotations.NullMarked;
