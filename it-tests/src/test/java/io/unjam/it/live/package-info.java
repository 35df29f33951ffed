/** What is seen of a running application from outside: metrics, events, beans, lines. */
package io.unjam.it.live;
