/** The figures that gateway and load driver exchange. */
@NullMarked
package com.acme.gateway.figures;

import org.jspecify.annotations.NullMarked;
