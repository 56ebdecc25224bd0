import KindredModelSyntax

/// Writes the reverse sides of relations.
struct ReversePrinter {
  let collection: ModelCollection

  /// The extensions of one target model.
  func blocks(for path: String, _ relations: [Relation]) -> [String] {
    var blocks: [String] = []
    let keys = relations.filter { $0.key != nil }
    if let target = keys.first?.target, target.isLocal { blocks.append(referrers(target, keys)) }
    for group in grouped(relations) {
      let availability = group[0].source.declaration.availability
      let conditions = group[0].conditions
      let managers = group.compactMap(manager)
      if !managers.isEmpty {
        blocks.append(
          Lines.block("nonisolated extension \(path)", managers, conditions: conditions, availability: availability))
      }
      let lookups = group.compactMap(lookup)
      if !lookups.isEmpty {
        for columns in ["Columns", "OptionalColumns"] {
          blocks.append(
            Lines.block(
              "nonisolated extension \(path).\(columns)", lookups, conditions: conditions, availability: availability))
        }
      }
    }
    return blocks
  }

  /// Relations grouped by their conditions, in order.
  private func grouped(_ relations: [Relation]) -> [[Relation]] {
    relations.reduce(into: []) { groups, relation in
      let availability = relation.source.declaration.availability
      let place = groups.firstIndex {
        $0[0].conditions == relation.conditions && $0[0].source.declaration.availability == availability
      }
      if let place { groups[place].append(relation) } else { groups.append([relation]) }
    }
  }

  private func referrers(_ target: LocatedModel, _ relations: [Relation]) -> String {
    let types = relations.map { relation in
      Lines.ListedType(
        path: relation.typePath, conditions: relation.conditions.filter { !target.conditions.contains($0) },
        availabilityTest: target.availabilityTest == nil ? relation.source.availabilityTest : nil)
    }
    let body = Lines.types(types, element: "any Kindred.ForeignKeyRelation.Type")
    let member = """
      /// The foreign keys of this target that point here.
      \(target.declaration.access.prefix)static var referrers: [any Kindred.ForeignKeyRelation.Type] {
      \(Lines.indented(body))
      }
      """
    return Lines.block(
      "nonisolated extension \(target.path)", [member], conditions: target.conditions,
      availability: target.declaration.availability)
  }

  private func manager(_ relation: Relation) -> String? {
    guard let name = relation.accessor else { return nil }
    switch relation.form {
    case .manager: break
    case .object: return object(relation, name)
    case .set: return set(relation, name)
    }
    let type = "Kindred.RelatedManager<\(relation.typePath)>"
    return """
      /// The `\(relation.source.path)` objects whose `\(relation.property.name)` is this one.
      \(relation.access.prefix)var \(name.quotedIfNeeded): \(type) { .init(parent: self) }
      """
  }

  /// The set of the objects whose links point to the target.
  private func set(_ relation: Relation, _ name: String) -> String {
    """
    /// The `\(relation.source.path)` objects that have this one in their `\(relation.property.name)`.
    \(relation.access.prefix)var \(name.quotedIfNeeded): Kindred.RelatedSet<\(relation.source.path)> {
      .init(reversing: \(relation.typePath).self, of: self)
    }
    """
  }

  /// The one object that points to the target: a getter that throws where there is none, and one that gives nil.
  private func object(_ relation: Relation, _ name: String) -> String {
    let (source, access) = (relation.source.path, relation.access.prefix)
    let related = "Kindred.RelatedObject<\(relation.typePath)>(of: self)"
    return """
      /// The `\(source)` whose `\(relation.property.name)` is this one, loaded if necessary. Throws its `DoesNotExist` if
      /// there is none.
      \(access)var \(name.quotedIfNeeded): \(source) { get async throws { try await \(related).load() } }

      /// The `\(source)` whose `\(relation.property.name)` is this one, loaded if necessary; nil if there is none.
      \(access)var \(name)OrNil: \(source)? { get async throws { try await \(related).find() } }
      """
  }

  private func lookup(_ relation: Relation) -> String? {
    guard let name = relation.queryName else { return nil }
    let source = relation.source.path
    let (way, meaning) =
      relation.key == nil
      ? ("backThrough", "that have this one in their `\(relation.property.name)`")
      : ("backwards", "whose `\(relation.property.name)` is this one")
    return """
      /// The columns of the `\(source)` objects \(meaning).
      \(relation.access.prefix)var \(name.quotedIfNeeded): \(source).OptionalColumns {
        follow(\(way): \(relation.typePath).self)
      }
      """
  }
}
