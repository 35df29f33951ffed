/**
 * Static entry points that edited bytecode calls; each hook is the whole of what an edit adds to a
 * site.
 */
@NullMarked
package io.unjam.runtime.hook;

import org.jspecify.annotations.NullMarked;
