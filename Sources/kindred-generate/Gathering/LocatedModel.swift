package import KindredModelSyntax

/// A model and its position in the sources.
package struct LocatedModel: Hashable {
  /// The model.
  package var declaration: ModelDeclaration
  /// Whether it belongs to the target that code is generated for, not to a dependency.
  package var isLocal: Bool
  /// The conditions of the enclosing `#if` blocks.
  package var conditions: [String]
  /// The position of its name.
  package var place: Place
  /// The positions of its properties' names.
  package var propertyPlaces: [String: Place]
  /// The file-private names in its file.
  package var fileNames: Set<String>

  /// The name qualified by the enclosing types.
  package var path: String { declaration.path }

  /// The `#available` condition for using the type; nil if it is always available.
  var availabilityTest: String? {
    let versions = declaration.availability.filter { $0.hasSuffix(", *)") && $0.contains(where: \.isNumber) }
    return versions.isEmpty ? nil : versions.map { "#" + $0.dropFirst() }.joined(separator: ", ")
  }

  /// The path's components.
  var scope: [String] { declaration.enclosingTypes + [declaration.name] }

  /// The models of the links of its many-to-many relations, which no source declares.
  var links: [LocatedModel] {
    declaration.linkModels.map { link in
      let name = declaration.manyToManyRelations.first { $0.offset == link.offset }?.name ?? declaration.name
      return LocatedModel(
        declaration: link, isLocal: isLocal, conditions: conditions, place: place(of: name), propertyPlaces: [:],
        fileNames: [])
    }
  }

  /// The position of a property's name.
  func place(of property: String) -> Place { propertyPlaces[property] ?? place }
}
