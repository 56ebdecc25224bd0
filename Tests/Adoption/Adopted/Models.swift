public import Foundation
public import Kindred

// Written by adopt-django. The database does not know what Django does when a row is deleted that others point
// to: change .protect to what the Django models say.

@Model(table: "auth_user", managed: false)
public struct User {
  @Field(maxLength: 128) public var password: String
  public var lastLogin: Date?
  public var isSuperuser: Bool
  @Field(maxLength: 150, unique: true) public var username: String
  @Field(maxLength: 150) public var firstName: String
  @Field(maxLength: 150) public var lastName: String
  @Field(maxLength: 254) public var email: String
  public var isStaff: Bool
  public var isActive: Bool
  public var dateJoined: Date
}

@Model(managed: false)
public struct DjangoContentType {
  @Field(maxLength: 100) public var appLabel: String
  @Field(maxLength: 100) public var model: String
}

@Model(table: "guide_author")
public struct Author {
  @Field(maxLength: 200) public var name: String
  @Field(maxLength: 254, unique: true) public var email: String
  @OneToOne(onDelete: .protect) public var account: User?
}

@Model(table: "guide_blog")
public struct Blog {
  @Field(maxLength: 100) public var name: String
  public var tagline: String
}

@Model(
  table: "guide_entry",
  indexes: [
    .on("rating", name: "entry_good_ratings", where: F("rating").lookup("gt", 5)),
    .on("headline", "-pubDate", name: "entry_headline_date"),
    .on(NamedExpression.function("lower", F("headline")), name: "entry_headline_lower"),
    .on("blog", name: "entry_one_best", unique: true, where: F("rating").lookup("exact", 10)),
  ],
  constraints: [
    .check("entry_dates_in_order", F("modDate").lookup("gte", F("pubDate"))),
    .unique("entry_headline_once", "blog", "headline"),
    .check("entry_rating_in_range", .all([F("rating").lookup("gte", 0), F("rating").lookup("lte", 10)])),
  ])
public struct Entry {
  @Field(maxLength: 255) public var headline: String
  public var bodyText: String
  public var pubDate: CalendarDate
  public var modDate: CalendarDate
  public var numberOfComments: Int32
  public var numberOfPingbacks: Int32
  public var rating: Int32
  @Field(maxLength: 50, index: true) public var slug: String
  @Field(bits: 32) public var wordCount: UInt32
  public var extra: JSONValue
  @Field(maxDigits: 8, decimalPlaces: 2) public var fee: Decimal?
  @Field(unique: true) public var token: UUID
  @ForeignKey(onDelete: .protect) public var blog: Blog
  @ForeignKey(onDelete: .protect) public var follows: Entry?
  @ManyToMany public var authors: RelatedSet<Author>
}

@Model(table: "guide_entrydetail")
public struct Entrydetail {
  public var details: String
  @OneToOne(onDelete: .protect) public var entry: Entry
}

@Model(table: "guide_group")
public struct Group {
  @Field(maxLength: 128) public var name: String
}

@Model(table: "guide_membership", uniqueTogether: [["person", "group"]])
public struct Membership {
  public var dateJoined: CalendarDate
  @Field(maxLength: 64) public var inviteReason: String
  @ForeignKey(onDelete: .protect) public var group: Group
  @ForeignKey(onDelete: .protect) public var person: Person
}

@Model(table: "guide_person")
public struct Person {
  @Field(maxLength: 128) public var name: String
  @ManyToMany public var friends: RelatedSet<Person>
}

@Model(table: "guide_place")
public struct Place {
  @Field(maxLength: 50) public var name: String
  @Field(maxLength: 80) public var address: String
}

@Model(table: "guide_restaurant")
public struct Restaurant {
  @Parent(column: "place_ptr_id") public var place: Place
  public var servesHotDogs: Bool
  public var servesPizza: Bool
}

@Model(table: "polls_choice")
public struct Choice {
  @Field(maxLength: 200) public var choiceText: String
  public var votes: Int32
  @ForeignKey(onDelete: .protect) public var question: Question
}

@Model(table: "polls_question")
public struct Question {
  @Field(maxLength: 200) public var questionText: String
  public var pubDate: Date
}

@Model(table: "wares_country")
public struct Country {
  @PrimaryKey(maxLength: 2) public var code: String
  @Field(maxLength: 60, index: true) public var name: String
}

@Model(table: "wares_delivery")
public struct Delivery {
  @OneToOne(onDelete: .protect, primaryKey: true) public var ware: Ware
  @ForeignKey(to: "value", onDelete: .protect, column: "no") public var no: Number
}

@Model(table: "wares_host")
public struct Host {
  @Field(maxLength: 40) public var name: String
}

@Model(table: "wares_label", indexes: [.on("contentType", "objectId")])
public struct Label {
  @Field(maxLength: 36) public var objectId: String
  @Field(maxLength: 20) public var text: String
  @ForeignKey(onDelete: .protect) public var contentType: DjangoContentType
}

@Model(table: "wares_number")
public struct Number {
  @Field(unique: true) public var value: Int32
}

@Model(table: "wares_part")
public struct Part {
  @Field(maxLength: 20, index: true) public var name: String
  @ForeignKey(onDelete: .databaseCascade) public var number: Number
}

@Model(table: "wares_ware", comment: "Things that are sold")
public struct Ware {
  @PrimaryKey public var id: UUID
  @Field(column: "isFragile") public var isFragile: Bool
  public var isOld: Bool?
  public var weight: Double
  @Field(maxDigits: 12, decimalPlaces: 4) public var price: Decimal
  public var stock: UInt
  @Field(bits: 16) public var shelf: UInt16
  public var level: Int16
  public var offset: Int
  @Field(maxLength: 100) public var photo: String
  @Field(maxLength: 200) public var page: String
  public var opens: TimeOfDay?
  public var lasts: Duration?
  public var data: Data
  public var made: Date
  @Field(databaseDefault: .currentTimestamp) public var changed: Date = .now
  @Field(maxLength: 10, databaseDefault: .value("new"), comment: "new, sold or lost") public var state: String
  @Field(databaseDefault: .value(7)) public var `in`: Int32
  @ForeignKey(onDelete: .protect) public var country: Country
}
