/** Hash tables of our own, under the map variants that need more than the JDK's table gives. */
@NullMarked
package io.unjam.runtime.variant.table;

import org.jspecify.annotations.NullMarked;
