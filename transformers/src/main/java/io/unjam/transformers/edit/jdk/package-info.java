/** The one fixed, named edit of the JDK's own collections. */
@NullMarked
package io.unjam.transformers.edit.jdk;

import org.jspecify.annotations.NullMarked;
