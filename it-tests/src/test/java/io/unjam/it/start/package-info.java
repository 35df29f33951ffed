/**
 * Starting an application with the finished jar: what may go wrong, and that the application does
 * not notice.
 */
package io.unjam.it.start;
