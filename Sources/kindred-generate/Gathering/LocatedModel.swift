package import KindredModelSyntax

/// A model and where it was found.
package struct LocatedModel: Hashable {
  /// The model.
  package var declaration: ModelDeclaration
  /// Whether it belongs to the target that code is generated for, rather than to a dependency.
  package var isLocal: Bool
  /// The conditions of the `#if` blocks around it.
  package var conditions: [String]
  /// The place of its name.
  package var place: Place
  /// The places of its properties' names.
  package var propertyPlaces: [String: Place]
  /// The names that only its own file can see.
  package var fileNames: Set<String>

  /// The name with the types around it.
  package var path: String { declaration.path }

  /// The test that a use of the type needs where it is not available everywhere.
  var availabilityTest: String? {
    let versions = declaration.availability.filter { $0.hasSuffix(", *)") && $0.contains(where: \.isNumber) }
    return versions.isEmpty ? nil : versions.map { "#" + $0.dropFirst() }.joined(separator: ", ")
  }

  /// The path's components.
  var scope: [String] { declaration.enclosingTypes + [declaration.name] }

  /// The place of a property's name.
  func place(of property: String) -> Place { propertyPlaces[property] ?? place }
}
