/**
 * Beans for JMX. Needs the module {@code java.management}; where an image lacks it these classes
 * fail to link.
 */
@NullMarked
package io.unjam.agent.report.jmx;

import org.jspecify.annotations.NullMarked;
