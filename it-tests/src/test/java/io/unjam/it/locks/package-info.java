/** Lock variants with real threads. */
package io.unjam.it.locks;
