/** Derby at work. */
@NullMarked
package io.unjam.apps.derby;

import org.jspecify.annotations.NullMarked;
