/** Tomcat at work. */
@NullMarked
package io.unjam.apps.tomcat;

import org.jspecify.annotations.NullMarked;
