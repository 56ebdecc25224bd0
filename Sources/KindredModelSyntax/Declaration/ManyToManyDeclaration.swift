/// The contents of a `@ManyToMany` declaration.
package struct ManyToManyDeclaration: Sendable, Hashable {
  /// The property's name without back-ticks.
  package var name: String
  /// The name of the model that declares it.
  package var source: String
  /// The other model, as written.
  package var target: String
  /// The attribute's arguments.
  package var arguments: [AttributeArgument]
  /// The set's name on the other model; nil if it has none.
  package var accessor: String?
  /// The name in look-ups from the other model; nil if it has none.
  package var queryName: String?

  /// The model of the links, if it is one of the user's.
  package var through: String? {
    arguments["through"].map { $0.text.hasSuffix(".self") ? String($0.text.dropLast(5)) : $0.text }
  }

  /// The type of the model of the links.
  package var linkType: String { through ?? name.prefix(1).uppercased() + name.dropFirst() + "Link" }

  /// Whether both ends are the same model.
  package var isToItself: Bool { target == source || target.hasSuffix("." + source) }

  /// Whether a link from one object to another one is a link back as well.
  package var isSymmetrical: Bool { isToItself && arguments["symmetrical"]?.text != "false" }

  /// The names of the link's foreign keys: to the model that declares the relation, and to the other one.
  package var linkKeys: (near: String, far: String) {
    if let names = throughFields, names.count == 2 { return (names[0], names[1]) }
    let (near, far) = (
      source.lowerCamelCased, (target.split(separator: ".").last.map(String.init) ?? target).lowerCamelCased
    )
    guard near == far else { return (near, far) }
    let name = near.prefix(1).uppercased() + near.dropFirst()
    return ("from" + name, "to" + name)
  }

  /// The names in `throughFields: ("group", "person")`.
  package var throughFields: [String]? {
    arguments["throughFields"].map { argument in
      argument.text.split(separator: ",").map { String($0.filter { $0.isLetter || $0.isNumber || $0 == "_" }) }
    }
  }
}

extension ModelDeclaration {
  /// The models of links that its many-to-many relations need, which no source declares.
  package var linkModels: [ModelDeclaration] {
    properties.compactMap { property in property.manyToMany.flatMap { linkModel(of: $0, property) } }
  }

  private func linkModel(of relation: ManyToManyDeclaration, _ property: PropertyDeclaration) -> ModelDeclaration? {
    guard relation.through == nil else { return nil }
    let keys = relation.linkKeys
    let table = relation.arguments["table"]?.text ?? "\(spelledName).schema.table + \"_\(relation.name.snakeCased)\""
    return ModelDeclaration(
      name: relation.linkType, enclosingTypes: enclosingTypes + [name], access: min(access, property.access),
      arguments: [
        AttributeArgument(label: "table", text: table),
        AttributeArgument(label: "uniqueTogether", text: "[[\"\(keys.near)\", \"\(keys.far)\"]]"),
      ],
      availability: availability,
      properties: [
        linkKey(keys.near, to: spelledName, of: relation, property),
        linkKey(keys.far, to: relation.target, of: relation, property),
      ],
      writtenInitialisers: [], writtenMembers: [], offset: property.offset)
  }

  private func linkKey(
    _ name: String, to target: String, of relation: ManyToManyDeclaration, _ property: PropertyDeclaration
  ) -> PropertyDeclaration {
    var arguments = [
      AttributeArgument(label: "onDelete", text: ".cascade"),
      AttributeArgument(label: "relatedName", text: "\"+\"", literal: "+"),
    ]
    if let constraint = relation.arguments["constraint"] { arguments.append(constraint) }
    let key = ForeignKeyDeclaration(name: name, target: target, isOptional: false, arguments: arguments)
    return PropertyDeclaration(
      name: name, spelledName: name.quotedIfNeeded, type: target, wrappedType: nil, defaultValue: nil, isMutable: true,
      access: property.access, isPrivate: false, role: .foreignKey(key), offset: property.offset)
  }
}
