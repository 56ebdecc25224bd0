import KindredModelSyntax

/// Forwards the arguments of an attribute, as written, to `FieldOptions`.
struct OptionsPrinter {
  let arguments: [AttributeArgument]

  init(_ arguments: [AttributeArgument]) { self.arguments = arguments }

  /// Whether the attribute has no options.
  private var isEmpty: Bool { forwarded(extra: [:]).isEmpty }

  /// The options of a field.
  func field(_ property: PropertyDeclaration) -> String? {
    var extra: [String: String] = [:]
    // A property that declares a value always has a chosen value, which may be nil and is then stored.
    if arguments["databaseDefault"] != nil, property.isOptional, property.defaultValue != nil {
      extra["storesNil"] = "true"
    }
    var options = forwarded(extra: extra)
    if property.isPrimaryKey { options.append("isPrimaryKey: true") }
    if property.isDeferred { options.append("isDeferred: true") }
    return options.isEmpty ? nil : call(options)
  }

  /// The options of a foreign key: indexed by default, unique if it is one-to-one. nil if it has only the defaults.
  func foreignKey(_ key: ForeignKeyDeclaration) -> String? {
    if key.isPrimaryKey { return call(forwarded(extra: [:]) + ["isPrimaryKey: true"]) }
    if key.isOneToOne { return call(forwarded(extra: ["unique": "true"])) }
    return isEmpty ? nil : call(forwarded(extra: ["index": "true"]))
  }

  /// In the order of the parameters of `FieldOptions`.
  private func forwarded(extra: [String: String]) -> [String] {
    let labels = [
      ("maxLength", "maxLength"), ("maxDigits", "maxDigits"), ("decimalPlaces", "decimalPlaces"),
      ("bits", "bits"), ("unique", "isUnique"), ("index", "isIndexed"), ("databaseDefault", "databaseDefault"),
      ("storesNil", "storesNil"), ("comment", "comment"), ("collation", "collation"),
      ("renamedFrom", "renamedFrom"),
    ]
    return labels.compactMap { label, parameter in
      (arguments[label]?.text ?? extra[label]).map { "\(parameter): \($0)" }
    }
  }

  private func call(_ options: [String]) -> String { "Kindred.FieldOptions(\(options.joined(separator: ", ")))" }
}
