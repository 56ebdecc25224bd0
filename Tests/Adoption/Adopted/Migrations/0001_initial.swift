import Kindred
import KindredMigrations

struct M0001_Initial: Migration {
  static let after: [MigrationID] = []

  static var operations: [any SchemaOperation] {
    CreateTable("guide_author") {
      TableColumn("id", .integer(bits: 64), key: .automatic)
      TableColumn("name", .text(200))
      TableColumn("email", .text(254), unique: true)
      TableColumn("account_id", .integer(bits: 64), isNullable: true, unique: true)
      ConstraintState.foreignKey("account_id", to: "auth_user", "id")
    }
    CreateTable("guide_blog") {
      TableColumn("id", .integer(bits: 64), key: .automatic)
      TableColumn("name", .text(100))
      TableColumn("tagline", .text)
    }
    CreateTable("guide_entry") {
      TableColumn("id", .integer(bits: 64), key: .automatic)
      TableColumn("headline", .text(255))
      TableColumn("body_text", .text)
      TableColumn("pub_date", .date)
      TableColumn("mod_date", .date)
      TableColumn("number_of_comments", .integer(bits: 32))
      TableColumn("number_of_pingbacks", .integer(bits: 32))
      TableColumn("rating", .integer(bits: 32))
      TableColumn("slug", .text(50))
      TableColumn("word_count", .unsigned(bits: 32))
      TableColumn("extra", .json)
      TableColumn("fee", .decimal(digits: 8, places: 2), isNullable: true)
      TableColumn("token", .uuid, unique: true)
      TableColumn("blog_id", .integer(bits: 64))
      TableColumn("follows_id", .integer(bits: 64), isNullable: true)
      ConstraintState.check(
        "entry_rating_in_range",
        .all([F("rating").lookup("gte", 0), F("rating").lookup("lte", 10)])
      )
      ConstraintState.check("entry_dates_in_order", F("mod_date").lookup("gte", F("pub_date")))
      ConstraintState.foreignKey("blog_id", to: "guide_blog", "id")
      ConstraintState.foreignKey("follows_id", to: "guide_entry", "id")
      ConstraintState.unique("blog_id", "headline", name: "entry_headline_once")
      IndexState.on("blog_id")
      IndexState.on("blog_id", name: "entry_one_best", unique: true, where: F("rating").lookup("exact", 10))
      IndexState.on("follows_id")
      IndexState.on("headline", "-pub_date", name: "entry_headline_date")
      IndexState.on("rating", name: "entry_good_ratings", where: F("rating").lookup("gt", 5))
      IndexState.on("slug")
      IndexState.on(NamedExpression.function("lower", F("headline")), name: "entry_headline_lower")
    }
    CreateTable("guide_entry_authors") {
      TableColumn("id", .integer(bits: 64), key: .automatic)
      TableColumn("entry_id", .integer(bits: 64))
      TableColumn("author_id", .integer(bits: 64))
      ConstraintState.foreignKey("author_id", to: "guide_author", "id")
      ConstraintState.foreignKey("entry_id", to: "guide_entry", "id")
      ConstraintState.unique("entry_id", "author_id")
      IndexState.on("author_id")
      IndexState.on("entry_id")
    }
    CreateTable("guide_entrydetail") {
      TableColumn("id", .integer(bits: 64), key: .automatic)
      TableColumn("details", .text)
      TableColumn("entry_id", .integer(bits: 64), unique: true)
      ConstraintState.foreignKey("entry_id", to: "guide_entry", "id")
    }
    CreateTable("guide_group") {
      TableColumn("id", .integer(bits: 64), key: .automatic)
      TableColumn("name", .text(128))
    }
    CreateTable("guide_person") {
      TableColumn("id", .integer(bits: 64), key: .automatic)
      TableColumn("name", .text(128))
    }
    CreateTable("guide_membership") {
      TableColumn("id", .integer(bits: 64), key: .automatic)
      TableColumn("date_joined", .date)
      TableColumn("invite_reason", .text(64))
      TableColumn("group_id", .integer(bits: 64))
      TableColumn("person_id", .integer(bits: 64))
      ConstraintState.foreignKey("group_id", to: "guide_group", "id")
      ConstraintState.foreignKey("person_id", to: "guide_person", "id")
      ConstraintState.unique("person_id", "group_id")
      IndexState.on("group_id")
      IndexState.on("person_id")
    }
    CreateTable("guide_person_friends") {
      TableColumn("id", .integer(bits: 64), key: .automatic)
      TableColumn("from_person_id", .integer(bits: 64))
      TableColumn("to_person_id", .integer(bits: 64))
      ConstraintState.foreignKey("from_person_id", to: "guide_person", "id")
      ConstraintState.foreignKey("to_person_id", to: "guide_person", "id")
      ConstraintState.unique("from_person_id", "to_person_id")
      IndexState.on("from_person_id")
      IndexState.on("to_person_id")
    }
    CreateTable("guide_place") {
      TableColumn("id", .integer(bits: 64), key: .automatic)
      TableColumn("name", .text(50))
      TableColumn("address", .text(80))
    }
    CreateTable("guide_restaurant") {
      TableColumn("place_ptr_id", .integer(bits: 64), key: .given)
      TableColumn("serves_hot_dogs", .bool)
      TableColumn("serves_pizza", .bool)
      ConstraintState.foreignKey("place_ptr_id", to: "guide_place", "id")
    }
    CreateTable("polls_question") {
      TableColumn("id", .integer(bits: 64), key: .automatic)
      TableColumn("question_text", .text(200))
      TableColumn("pub_date", .timestamp)
    }
    CreateTable("polls_choice") {
      TableColumn("id", .integer(bits: 64), key: .automatic)
      TableColumn("choice_text", .text(200))
      TableColumn("votes", .integer(bits: 32))
      TableColumn("question_id", .integer(bits: 64))
      ConstraintState.foreignKey("question_id", to: "polls_question", "id")
      IndexState.on("question_id")
    }
    CreateTable("wares_country") {
      TableColumn("code", .text(2), key: .given)
      TableColumn("name", .text(60))
      IndexState.on("name")
    }
    CreateTable("wares_number") {
      TableColumn("id", .integer(bits: 64), key: .automatic)
      TableColumn("value", .integer(bits: 32), unique: true)
    }
    CreateTable("wares_ware", comment: "Things that are sold") {
      TableColumn("id", .uuid, key: .given)
      TableColumn("isFragile", .bool)
      TableColumn("is_old", .bool, isNullable: true)
      TableColumn("weight", .double)
      TableColumn("price", .decimal(digits: 12, places: 4))
      TableColumn("stock", .unsigned(bits: 64))
      TableColumn("shelf", .unsigned(bits: 16))
      TableColumn("level", .integer(bits: 16))
      TableColumn("offset", .integer(bits: 64))
      TableColumn("photo", .text(100))
      TableColumn("page", .text(200))
      TableColumn("opens", .time, isNullable: true)
      TableColumn("lasts", .interval, isNullable: true)
      TableColumn("data", .bytes)
      TableColumn("made", .timestamp)
      TableColumn("changed", .timestamp, default: .currentTimestamp)
      TableColumn("state", .text(10), default: .value("new"), comment: "new, sold or lost")
      TableColumn("in", .integer(bits: 32), default: .value(7))
      TableColumn("country_id", .text(2))
      ConstraintState.foreignKey("country_id", to: "wares_country", "code")
      IndexState.on("country_id")
    }
    CreateTable("wares_delivery") {
      TableColumn("ware_id", .uuid, key: .given)
      TableColumn("no", .integer(bits: 32))
      ConstraintState.foreignKey("no", to: "wares_number", "value")
      ConstraintState.foreignKey("ware_id", to: "wares_ware", "id")
      IndexState.on("no")
    }
    CreateTable("wares_host") {
      TableColumn("id", .integer(bits: 64), key: .automatic)
      TableColumn("name", .text(40))
    }
    CreateTable("wares_label") {
      TableColumn("id", .integer(bits: 64), key: .automatic)
      TableColumn("object_id", .text(36))
      TableColumn("text", .text(20))
      TableColumn("content_type_id", .integer(bits: 64))
      ConstraintState.foreignKey("content_type_id", to: "django_content_type", "id")
      IndexState.on("content_type_id")
      IndexState.on("content_type_id", "object_id")
    }
    CreateTable("wares_part") {
      TableColumn("id", .integer(bits: 64), key: .automatic)
      TableColumn("name", .text(20))
      TableColumn("number_id", .integer(bits: 64))
      ConstraintState.foreignKey("number_id", to: "wares_number", "id", onDelete: .cascade)
      IndexState.on("name")
      IndexState.on("number_id")
    }
  }
}
