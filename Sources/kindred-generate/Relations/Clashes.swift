import KindredModelSyntax

/// The two names that a foreign key adds to its target.
private enum End: CaseIterable {
  case manager
  case lookup

  func name(of relation: Relation) -> String? {
    switch self {
    case .manager: relation.accessor
    case .lookup: relation.queryName
    }
  }

  /// The kind of name, for use in a sentence.
  func noun(of relation: Relation) -> String {
    switch (self, relation.form) {
    case (.manager, .manager): "the manager"
    case (.manager, .object): "the property"
    case (.manager, .set): "the set"
    case (.lookup, _): "the lookup name"
    }
  }

  var cure: String {
    switch self {
    case .manager: "a relatedName"
    case .lookup: "a relatedName or a relatedQueryName"
    }
  }
}

extension ModelCollection {
  /// All remarks on the target's models together: duplicate names, types that are no columns, and models that are not
  /// visible.
  package var remarks: [Remark] {
    fieldTypes + keyTargets + columnClashes + privateModels + privateKeys
      + visibleRelations.map(\.targetPath).unique.flatMap(clashes)
  }

  private var privateModels: [Remark] {
    models.filter { $0.declaration.access == .filePrivate }.map { model -> Remark in
      let message =
        "'\(model.path)' is private to its file, so it gets no managers and is not in "
        + "'\(FilePrinter.listName(target)).all'"
      return Remark(severity: .warning, message: message, place: model.place)
    }
  }

  private var privateKeys: [Remark] {
    relations.filter { $0.property.isPrivate && $0.source.declaration.access > .filePrivate }.map { relation in
      let message = "'\(relation.name)' is private to its file, so '\(relation.targetPath)' gets no manager for it"
      return Remark(severity: .warning, message: message, place: relation.place)
    }
  }

  /// The clashes on one target. A clash of both the manager and the look-up is reported once.
  private func clashes(on target: String) -> [Remark] {
    let relations = visibleRelations.filter { $0.targetPath == target }
    var reported: Set<[String]> = []
    return End.allCases.flatMap { end in
      relations.indices.flatMap { index -> [Remark] in
        let relation = relations[index]
        guard let name = end.name(of: relation) else { return [] }
        if let other = relations[..<index].first(where: { end.name(of: $0) == name }) {
          return reported.insert([other.name, relation.name]).inserted ? clash(other, relation, end, name) : []
        }
        let clash = memberClash(relation, end, name)
        return clash.isEmpty || reported.insert([relation.name, "member", name]).inserted ? clash : []
      }
    }
  }

  private func clash(_ first: Relation, _ relation: Relation, _ end: End, _ name: String) -> [Remark] {
    var cure = "give one of them \(end.cure)"
    if let group = relation.embedding?.group, group == first.embedding?.group {
      let key = "'\(group.path).\(relation.property.name)'"
      cure =
        first.source == relation.source
        ? "give \(key) the relatedName \"+\", or use two sets" : "give \(key) a relatedName with '%(class)s' in it"
    }
    let message =
      "'\(first.name)' and '\(relation.name)' would both give '\(first.targetPath)' \(end.noun(of: relation)) '\(name)'; "
      + cure
    return [
      Remark(severity: .error, message: message, place: relation.place),
      Remark(severity: .note, message: "'\(first.name)' is declared here", place: first.place),
    ]
  }

  private func memberClash(_ relation: Relation, _ end: End, _ name: String) -> [Remark] {
    guard let target = relation.target, let place = place(of: name, on: target, end) else { return [] }
    let message =
      "'\(relation.name)' would give '\(target.path)' \(end.noun(of: relation)) '\(name)', which it has already; "
      + "give \(relation.key == nil ? "the relation" : "the key") \(end.cure)"
    return [
      Remark(severity: .error, message: message, place: relation.place),
      Remark(severity: .note, message: "'\(target.path).\(name)' is declared here", place: place),
    ]
  }

  /// The position of a target's member with a name. Columns only have the fields; the model has all declared members.
  private func place(of name: String, on target: LocatedModel, _ end: End) -> Place? {
    let model = target.declaration
    if let property = model.columns.first(where: { $0.name == name || $0.foreignKey?.keyName == name }) {
      return target.place(of: property.name)
    }
    if model.primaryKey == nil && name == "id" { return target.place }
    switch end {
    case .lookup:
      return ["pk", "queryPath"].contains(name)
        ? target.place : index.member(name, of: target.scope + ["Columns"])?.place
    case .manager:
      let machinery = ["delete", "id", "isKnownToBeNew", "markStored", "primaryKey", "refresh", "rowOrigin", "save"]
      return machinery.contains(name) ? target.place : index.member(name, of: target.scope)?.place
    }
  }
}

extension [String] {
  /// The texts without duplicates, in order.
  fileprivate var unique: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
