import Kindred

/// Two tables of 63 bytes that differ in the last, and long columns.
@Model(
  table: "a_table_with_a_name_that_is_as_long_as_postgres_lets_it_be____1",
  indexes: [
    .on("aFieldWithAVeryLongNameThatIsAlmostTooLong1", "other"),
    .on("aFieldWithAVeryLongNameThatIsAlmostTooLong1", "parent"),
  ],
  uniqueTogether: [["aFieldWithAVeryLongNameThatIsAlmostTooLong1", "other"]])
struct LongName1 {
  @Field(index: true) var aFieldWithAVeryLongNameThatIsAlmostTooLong1: Int
  @Field(column: "straße_日本語_日本語_日本語_日本語_日本語_é", index: true) var other: Int = 0
  @ForeignKey(onDelete: .cascade, relatedName: "ones") var parent: LongName2?
}

@Model(table: "a_table_with_a_name_that_is_as_long_as_postgres_lets_it_be____2")
struct LongName2 {
  @Field(index: true) var aFieldWithAVeryLongNameThatIsAlmostTooLong1: Int
  @ForeignKey(onDelete: .cascade, relatedName: "twos") var parent: LongName2?
}
