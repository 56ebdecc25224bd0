import KindredModelSyntax

extension ModelCollection {
  /// Errors about properties whose types cannot be stored in a column.
  ///
  /// The compiler would report such a type many times in the code of the macro. Here it is reported once, and only if the
  /// sources show that the type conforms to nothing that could make it storable. The macro reports the others.
  var fieldTypes: [Remark] {
    models.flatMap { model in
      model.declaration.columns.compactMap { property in
        mistake(in: property, of: model).map {
          Remark(severity: .error, message: $0, place: model.place(of: property.name))
        }
      }
    }
  }

  private func mistake(in property: PropertyDeclaration, of model: LocatedModel) -> String? {
    guard property.foreignKey == nil, property.embedding == nil, !property.isJSON else { return nil }
    let name = property.wrappedType ?? property.type
    let components = name.split(separator: ".").map { String($0).unquoted }
    guard let head = components.first else { return nil }
    guard let path = index.path(of: head, in: model.scope) else {
      guard name == "URL" else { return nil }
      return "'\(property.name)' cannot be a URL: keep its text, in a String, or keep it as JSON, with '@Field(.json)'"
    }
    guard let type = index.description(of: path + components.dropFirst()) else { return nil }
    if type.kind == .model {
      return "'\(property.name)' is a model: point to it with '@ForeignKey(onDelete: .cascade)' or another rule"
    }
    guard type.attributes.subtracting(FieldTypes.harmlessAttributes).isEmpty,
      type.inherited.subtracting(FieldTypes.harmless).isEmpty
    else { return nil }
    let rawTypes = type.inherited.intersection(KnownTypes.basic).sorted()
    if type.kind == .enum, let raw = rawTypes.first {
      return
        "'\(name)' needs 'Choices' to be the type of a column: enum \(components.last ?? name): \(raw), Choices { … }"
    }
    return "a column cannot have the type '\(name)': keep it as JSON, with '@Field(.json)', "
      + "or make '\(name)' conform to 'StoredAs', or to 'Choices' if it is an enum with raw values"
  }
}

private enum FieldTypes {
  /// Conformances that do not make a type storable in a column. Any other might.
  static let harmless: Set<String> = KnownTypes.basic.union([
    "CaseIterable", "Codable", "Comparable", "CustomDebugStringConvertible", "CustomStringConvertible", "Decodable",
    "Encodable", "Equatable", "Error", "Hashable", "Identifiable", "RawRepresentable", "Sendable",
  ])

  /// Attributes that do not add conformances.
  static let harmlessAttributes: Set<String> = [
    "available", "dynamicMemberLookup", "frozen", "MainActor", "usableFromInline",
  ]
}
