/** Hsqldb at work. */
@NullMarked
package io.unjam.apps.hsqldb;

import org.jspecify.annotations.NullMarked;
