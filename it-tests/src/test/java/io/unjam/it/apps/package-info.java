/**
 * Applications nobody here wrote, from their published jars, doing work that checks itself.
 *
 * <p>To add one: a folder in {@code it-tests/applications} (see its package {@code io.unjam.apps}),
 * its name in {@link io.unjam.it.apps.RealApplication}, and a rule file {@code
 * rules/NAME.unjam.yaml}.
 */
package io.unjam.it.apps;
