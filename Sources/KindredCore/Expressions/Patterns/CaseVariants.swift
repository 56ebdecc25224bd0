extension Unicode.Scalar {
  /// The scalar without case: its upper case, if that is a single scalar. "ς" and "σ" become "Σ", "ſ" becomes "S", and
  /// "ß" stays.
  package var withoutCase: Unicode.Scalar {
    let capital = properties.uppercaseMapping.unicodeScalars
    return capital.count == 1 ? capital.first ?? self : self
  }
}

/// The scalars that differ in their case only.
enum CaseVariants {
  /// Scalars with the same upper case; two or more in each group. Unicode has letters with case below 0x20000 only.
  private static let groups: [[UInt32]] = {
    var groups: [UInt32: [UInt32]] = [:]
    for number in 0..<UInt32(0x20000) {
      guard let scalar = Unicode.Scalar(number), scalar.properties.changesWhenUppercased else { continue }
      let capital = scalar.withoutCase.value
      if capital != number { groups[capital, default: [capital]].append(number) }
    }
    return Array(groups.values)
  }()

  /// The set with all variants of its members.
  static func all(of set: ScalarSet) -> ScalarSet {
    let added = groups.filter { $0.contains(where: set.contains) }.flatMap { $0.map { $0...$0 } }
    return added.isEmpty ? set : ScalarSet(set.ranges + added)
  }
}
