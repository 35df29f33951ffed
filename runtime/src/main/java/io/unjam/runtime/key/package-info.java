/** What may be asked of the application's keys without running its code. */
@NullMarked
package io.unjam.runtime.key;

import org.jspecify.annotations.NullMarked;
