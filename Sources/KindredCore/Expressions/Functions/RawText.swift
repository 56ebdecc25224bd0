extension Expr where Value: FieldValue {
  /// An expression in your own SQL.
  ///
  /// The closure's columns can be interpolated, also those of related models: the joins are added, and each column gets
  /// the table's alias. Values are bound. The text is put in parentheses.
  ///
  /// ```swift
  /// Entry.objects.filter { Expr<Bool>.sql("\($0.rating) % \(2) = 0") }
  /// // SELECT … FROM "entry" WHERE ("entry"."rating" % ?1 = 0)
  ///
  /// Entry.objects.order { Expr<Int>.sql("length(\($0.headline))").desc }
  /// Blog.objects.annotate { Expr<String>.sql("\($0.name) || \("!")") }
  /// ```
  ///
  /// You determine the type of the result, and whether it can be NULL: `Expr<Int?>`. A condition, `Expr<Bool>`, that is
  /// NULL counts as false: `exclude` includes the row. Kindred does not read the text, so it must not contain an
  /// aggregate; declare an ``SQLOperation`` for one. See ``RawSQL`` for all interpolations.
  public static func sql(_ sql: RawSQL) -> Expr<Value> {
    let (fragment, operands) = sql.fragment(isCondition: Value.self == Bool.self)
    return Expr(.raw(fragment, operands))
  }
}
