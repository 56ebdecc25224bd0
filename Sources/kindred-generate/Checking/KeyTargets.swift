import KindredModelSyntax

extension ModelCollection {
  /// Errors about required foreign keys that hold a field which may be nil. The compiler would report them in the code of
  /// the macro.
  var keyTargets: [Remark] {
    relations.compactMap { relation in
      guard let key = relation.property.foreignKey, !key.isOptional, let name = key.targetField,
        let target = relation.target,
        let field = target.declaration.properties.first(where: { $0.name.unquoted == name.unquoted }), field.isOptional
      else { return nil }
      return Remark(
        severity: .error,
        message: "'\(relation.property.name)' cannot be required, because '\(target.path).\(name)' may be nil: make it "
          + "'\(key.target)?', or point to another field", place: relation.place)
    }
  }
}
