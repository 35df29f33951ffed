/** What a run comes to, as data; its forms are in the packages below. */
@NullMarked
package io.unjam.agent.report;

import org.jspecify.annotations.NullMarked;
