package io.unjam.it.deploy;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The objects of a manifest of Kubernetes, held against the types that its API knows. */
final class Manifest {

  private final List<JsonObject> objects = new ArrayList<>();

  private Manifest() {}

  /**
   * Reads a manifest.
   *
   * @throws IllegalArgumentException if an object is of a kind not known here, has a field that its
   *     kind has not, or lacks one that it needs
   */
  static Manifest of(String yaml) throws IOException {
    Manifest manifest = new Manifest();
    for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
      JsonElement object = new Gson().toJsonTree(document);
      String kind = object.getAsJsonObject().get("kind").getAsString();
      switch (kind) {
        case "Deployment" -> V1Deployment.validateJsonElement(object);
        case "ConfigMap" -> V1ConfigMap.validateJsonElement(object);
        default -> throw new IllegalArgumentException("no type here for kind " + kind);
      }
      manifest.objects.add(object.getAsJsonObject());
    }
    return manifest;
  }

  /** The one object of a kind. */
  JsonObject the(String kind) {
    List<JsonObject> found =
        objects.stream().filter(it -> it.get("kind").getAsString().equals(kind)).toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException(found.size() + " objects are a " + kind);
    }
    return found.get(0);
  }

  /** What lies at a path of names within an object. */
  static JsonObject at(JsonObject object, String... path) {
    JsonObject found = object;
    for (String name : path) {
      found = found.getAsJsonObject(name);
    }
    return found;
  }
}
