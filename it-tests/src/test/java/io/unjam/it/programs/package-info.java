/**
 * Small programs that tests start in JVMs of their own; they use the JDK alone and know nothing of
 * Unjam.
 */
package io.unjam.it.programs;
