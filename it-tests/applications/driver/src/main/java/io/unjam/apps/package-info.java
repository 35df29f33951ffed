/**
 * Drives a real application in its own JVM and checks its results, with nothing but the JDK.
 *
 * <p>To add an application: a folder beside this module with a pom that names the published jar,
 * one class that implements {@link io.unjam.apps.Application} and is named in {@code
 * META-INF/services}, and a rule file {@code rules/NAME.unjam.yaml}.
 */
@NullMarked
package io.unjam.apps;

import org.jspecify.annotations.NullMarked;
