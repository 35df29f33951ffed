/** ZooKeeper at work. */
@NullMarked
package io.unjam.apps.zookeeper;

import org.jspecify.annotations.NullMarked;
