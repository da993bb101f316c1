"""What a person wrote in a report belongs to unit and year: rows are kept, each in the paper where it was written."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0002_reference"), ("records", "0002_reference")]

    operations = [
        migrations.RenameModel("ReportParagraph", "OwnParagraph"),
        migrations.AlterModelOptions("OwnParagraph", options={"verbose_name": "自己写的段落"}),
        migrations.AlterModelTable("OwnParagraph", "records_own_paragraph"),
        migrations.RemoveConstraint("OwnParagraph", "report_paragraph_once"),
        migrations.AddField(
            "OwnParagraph",
            "paper",
            models.CharField(
                "写在哪份文书里",
                max_length=10,
                choices=[("report", "轮值汇报"), ("half_year", "半年小结"), ("year", "年度工作小结")],
                default="report",
            ),
        ),
        migrations.AlterField("OwnParagraph", "month", models.PositiveSmallIntegerField("讲到几月")),
        migrations.AlterField(
            "OwnParagraph",
            "unit",
            models.ForeignKey(
                "organisation.Unit",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="own_paragraphs",
                verbose_name="单位",
            ),
        ),
        migrations.AddConstraint(
            "OwnParagraph",
            models.UniqueConstraint(fields=["unit", "year", "paper", "month", "key"], name="own_paragraph_once"),
        ),
    ]
