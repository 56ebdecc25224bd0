import KindredModelSyntax

extension ModelCollection {
  /// Errors about columns that a model has twice, because a set of fields has them too. A macro sees only one declaration
  /// at a time.
  var columnClashes: [Remark] { models.flatMap(columnClashes) }

  private struct NamedColumn {
    /// In messages: `Entry.audit`.
    let name: String
    let place: Place
  }

  private func columnClashes(of model: LocatedModel) -> [Remark] {
    let declaration = model.declaration
    if declaration.fieldGroups.isEmpty { return [] }
    var known: [String: NamedColumn] = [:]
    if declaration.primaryKey == nil {
      known["id"] = NamedColumn(name: "\(model.path).id", place: model.place)
    }
    for property in declaration.columns {
      guard let column = property.columnName else { continue }
      known[column] = NamedColumn(name: "\(model.path).\(property.name)", place: model.place(of: property.name))
    }
    var remarks: [Remark] = []
    for embedded in declaration.fieldGroups {
      guard let group = group(embedded.type, in: model) else { continue }
      let prefix = embedded.embedding?["prefix"]?.literal ?? ""
      for field in group.declaration.columns {
        guard let column = field.columnName.map({ prefix + $0 }) else { continue }
        let name = "\(model.path).\(embedded.name).\(field.name)"
        let place = model.place(of: embedded.name)
        if let other = known[column] {
          let message =
            "'\(name)' and '\(other.name)' have the same column '\(column)'; "
            + "give the set another prefix, as in '@Embedded(prefix: \"\(embedded.name.snakeCased)_\")'"
          remarks.append(Remark(severity: .error, message: message, place: place))
          remarks.append(Remark(severity: .note, message: "'\(other.name)' is declared here", place: other.place))
        } else {
          known[column] = NamedColumn(name: name, place: place)
        }
      }
    }
    return remarks
  }
}
