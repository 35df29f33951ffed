/**
 * Applications nobody here wrote, from their published jars, doing work that checks itself.
 *
 * <p>To add one: a dependency in the pom, one class that implements {@link
 * io.unjam.it.apps.RealApplication}, its name in {@link io.unjam.it.apps.RealApplicationsIT}, and a
 * rule file {@code rules/NAME.unjam.yaml}. {@code Driver} classes run in the application's JVM and
 * use the JDK and the application alone.
 */
package io.unjam.it.apps;
