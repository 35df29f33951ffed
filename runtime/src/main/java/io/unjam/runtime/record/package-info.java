/** Recording of write latency per site: no lock, no allocation, bounded memory. */
@NullMarked
package io.unjam.runtime.record;

import org.jspecify.annotations.NullMarked;
