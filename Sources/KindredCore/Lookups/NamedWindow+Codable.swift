// The form of windows in JSON: {"window": "avg", "of": [...], "partition": [...], "order": [...], "frame": {"rows": [-2, 0]}}.

extension NamedWindowCall {
  func encode(to container: inout KeyedEncodingContainer<NamedKey>) throws {
    try container.encode(name, forKey: "window")
    if !arguments.isEmpty { try container.encode(arguments, forKey: "of") }
    try container.encodeIfPresent(filter, forKey: "filter")
    if !partition.isEmpty { try container.encode(partition, forKey: "partition") }
    if !order.isEmpty { try container.encode(order, forKey: "order") }
    try container.encodeIfPresent(frame, forKey: "frame")
  }

  init(from container: KeyedDecodingContainer<NamedKey>) throws {
    name = try container.decode(String.self, forKey: "window")
    arguments = try container.decodeIfPresent([NamedExpression].self, forKey: "of") ?? []
    filter = try container.decodeIfPresent(NamedExpression.self, forKey: "filter")
    partition = try container.decodeIfPresent([NamedExpression].self, forKey: "partition") ?? []
    order = try container.decodeIfPresent([NamedOrdering].self, forKey: "order") ?? []
    frame = try container.decodeIfPresent(NamedFrame.self, forKey: "frame")
  }
}

extension NamedFrame: Codable {
  /// Encodes the frame: its unit with both distances, of which null is an end of the partition.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: NamedKey.self)
    try container.encode([start, end], forKey: NamedKey(stringValue: unit.rawValue))
    try container.encodeIfPresent(exclusion, forKey: "exclude")
  }

  /// Decodes a frame.
  public init(from decoder: any Decoder) throws {
    try NamedForm.checkDepth(decoder)
    let container = try decoder.container(keyedBy: NamedKey.self)
    let found = Unit.allCases.filter { container.contains(NamedKey(stringValue: $0.rawValue)) }
    guard found.count == 1 else {
      throw NamedForm.corrupted("A frame has one of the keys rows, range, groups.", container.codingPath)
    }
    let bounds = try container.decode([NamedExpression?].self, forKey: NamedKey(stringValue: found[0].rawValue))
    guard bounds.count == 2 else {
      throw NamedForm.corrupted("A frame has two distances, of which null is an end.", container.codingPath)
    }
    self.init(
      found[0], bounds[0], bounds[1], excluding: try container.decodeIfPresent(Exclusion.self, forKey: "exclude"))
  }
}
